/** Measures the whole system beside its ceilings. See {@link io.chatledger.standalone.benchmark.Benchmark}. */
@NullMarked
package io.chatledger.standalone.benchmark;

import org.jspecify.annotations.NullMarked;
