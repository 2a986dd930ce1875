/** The rows of read models as records: found, folded and saved a batch at a time. */
@NullMarked
package io.chatledger.query.rows;

import org.jspecify.annotations.NullMarked;
