/**
 * The table of contents of chatledger: every command that can be given and every event that can have happened,
 * one plain record each.
 *
 * <p>Commands carry checked values ({@link io.chatledger.api.AccountId}, {@link io.chatledger.api.TokenAmount});
 * events carry raw ones, because they are stored for ever under their full class name.
 */
@NullMarked
package io.chatledger.api;

import org.jspecify.annotations.NullMarked;
