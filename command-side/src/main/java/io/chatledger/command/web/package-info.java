/** What every answer of this side has in common: JSON and problems. */
@NullMarked
package io.chatledger.command.web;

import org.jspecify.annotations.NullMarked;
