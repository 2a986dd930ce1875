/**
 * How much may be asked of us: how often strangers may try passwords, log in and register from an address, and how much
 * an account may send, change and have answered at once.
 */
@NullMarked
package io.chatledger.command.limit;

import org.jspecify.annotations.NullMarked;
