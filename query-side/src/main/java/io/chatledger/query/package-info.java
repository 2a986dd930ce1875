/** The side that remembers: it follows the events and answers every question about them; each of its tables can be rebuilt. */
@NullMarked
package io.chatledger.query;

import org.jspecify.annotations.NullMarked;
