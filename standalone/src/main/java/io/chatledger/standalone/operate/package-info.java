/** What operators and auditors ask of a running system on the command line, over its API. */
@NullMarked
package io.chatledger.standalone.operate;

import org.jspecify.annotations.NullMarked;
