/** One id for each request, by which its traces are found in the logs of all three applications. */
@NullMarked
package io.chatledger.gateway.trace;

import org.jspecify.annotations.NullMarked;
