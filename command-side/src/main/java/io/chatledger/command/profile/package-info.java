/** What people change of their own account: its email address, and whether there is one. */
@NullMarked
package io.chatledger.command.profile;

import org.jspecify.annotations.NullMarked;
