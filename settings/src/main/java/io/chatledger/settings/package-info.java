/** What a setting may be: wrong ones end the start with one line each that says what is allowed. */
@NullMarked
package io.chatledger.settings;

import org.jspecify.annotations.NullMarked;
