/** What those see who run the system: open holds, how the models are doing, and the copies of this side. */
@NullMarked
package io.chatledger.command.operation;

import org.jspecify.annotations.NullMarked;
