/** What those see who run the system: open holds, and how the models are doing. */
@NullMarked
package io.chatledger.command.operation;

import org.jspecify.annotations.NullMarked;
