package io.chatledger.command.chat;

import java.util.List;

/** Models that come from somewhere together. */
public interface ModelCatalog {

    List<ChatModel> models();
}
