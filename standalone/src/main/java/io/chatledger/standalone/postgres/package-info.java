/** A real PostgreSQL 18 of our own: unpacked, initialised, started, and stopped, all within one folder. */
@NullMarked
package io.chatledger.standalone.postgres;

import org.jspecify.annotations.NullMarked;
