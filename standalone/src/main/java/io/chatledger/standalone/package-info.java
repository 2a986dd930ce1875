/** The whole system in one process: PostgreSQL, the three applications, and the command line that starts them. */
@NullMarked
package io.chatledger.standalone;

import org.jspecify.annotations.NullMarked;
