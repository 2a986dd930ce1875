package io.chatledger.command;

/** Published to this application when it is going to be closed, but others have to close before. */
public record StopAnnounced() {}
