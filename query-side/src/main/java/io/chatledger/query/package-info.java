/** The side that remembers: it follows the events and answers questions about them; its tables can be rebuilt. */
@NullMarked
package io.chatledger.query;

import org.jspecify.annotations.NullMarked;
