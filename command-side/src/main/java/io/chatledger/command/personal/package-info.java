/** The keys under which personal text is stored, and how they are destroyed. */
@NullMarked
package io.chatledger.command.personal;

import org.jspecify.annotations.NullMarked;
