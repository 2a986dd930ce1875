/**
 * What the three web applications share at their edge: verified tokens, known parameters, problem details, trace ids,
 * client addresses, idempotency keys, and what operators are told of a side.
 * Nothing else goes in.
 */
@NullMarked
package io.chatledger.webaccess;

import org.jspecify.annotations.NullMarked;
