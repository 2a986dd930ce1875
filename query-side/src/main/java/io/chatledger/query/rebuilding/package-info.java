/** Fills a read model anew beside the live one, lets it take its place, and shows operators how each is doing. */
@NullMarked
package io.chatledger.query.rebuilding;

import org.jspecify.annotations.NullMarked;
