package io.chatledger.command.provider;

import java.util.List;
import java.util.Set;

/** Fields of the OpenAI chat format, and types of parts of its messages, by who may ask for them. */
final class Fields {

    /** Stands for all that are not {@link #KNOWN}. */
    static final String UNKNOWN = "*";

    /**
     * They decide what a call costs, where it goes, or who keeps what was said: not for whoever asks to choose, unless
     * the operator says so. Those of the last lines are not OpenAI's, but servers that stand for it know them.
     */
    private static final Set<String> OPERATORS_CHOICE = Set.of(
            "web_search_options", "service_tier", "store", "background", "conversation", "previous_response_id",
            "deferred", "search_parameters", "enable_search", "search_options", "cached_content",
            "n_cmpl", "num_ctx", "ignore_eos", "priority", "keep_alive", "id_slot", "lora", "lora_path",
            "chat_template", "kv_transfer_params", "session_params", "custom_logit_processor", "logits_processors",
            "bootstrap_host", "bootstrap_port", "bootstrap_room",
            "preset", "tags", "deployment_id", "model_info", "region_name", "prompt_id", "prompt_variables",
            "input_cost_per_token", "output_cost_per_token", "max_retries", "mock_timeout", "disable_fallbacks",
            "best_of", "use_beam_search", "num_return_sequences", "max_output_tokens", "max_new_tokens", "min_tokens",
            "n_predict", "num_predict", "options",
            "models", "route", "provider", "plugins", "transforms", "fallbacks", "context_window_fallbacks",
            "content_policy_fallbacks", "model_list", "router_settings_override", "custom_llm_provider",
            "api_key", "api_base", "base_url", "api_version", "organization", "user_config", "litellm_params",
            "extra_body", "extra_headers", "headers", "mock_response", "mock_tool_calls", "guardrails", "num_retries",
            "timeout", "cache", "caching");

    /** How names of such fields begin in which gateways are told of credentials, of regions and of themselves. */
    private static final List<String> OPERATORS_PREFIXES = List.of("litellm_", "aws_", "azure_", "vertex_");

    /** Before the type of a tool, where it is a name like those of fields. */
    static final String TOOL = "tool:";

    /** What OpenAI publishes, and what most servers understand besides. */
    static final Set<String> KNOWN = Set.of(
            "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "metadata",
            "modalities", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key",
            "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier", "seed", "stop",
            "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity",
            "min_p", "repetition_penalty", "top_k",
            "annotations", "cache_control", "reasoning", "reasoning_content", "reasoning_details", "tool_call_id",
            "tool_calls",
            "file", "image_url", "input_audio");

    /** The same of embeddings. */
    static final Set<String> KNOWN_OF_EMBEDDINGS = Set.of("dimensions", "encoding_format", "user");

    private Fields() {}

    /** Tools of other types than the usual ones are run by the provider, who wants to be paid for them. */
    static boolean areOperatorsChoice(String name) {
        return OPERATORS_CHOICE.contains(name)
                || name.startsWith(TOOL)
                || OPERATORS_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
