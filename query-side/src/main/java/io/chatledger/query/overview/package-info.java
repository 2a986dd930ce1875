/** The whole system at a glance: what happened on each day, in all accounts together. */
@NullMarked
package io.chatledger.query.overview;

import org.jspecify.annotations.NullMarked;
