package io.chatledger.gateway.problem;

/** @param field or header, as clients name it */
record FieldError(String field, String message) {}
