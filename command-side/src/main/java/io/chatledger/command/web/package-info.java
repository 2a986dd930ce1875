/** What every answer of this side has in common: authentication, problems, trace ids. */
@NullMarked
package io.chatledger.command.web;

import org.jspecify.annotations.NullMarked;
