/** What all answers have in common: pages, parameters, problems and trace ids. */
@NullMarked
package io.chatledger.query.web;

import org.jspecify.annotations.NullMarked;
