// OpenAI's own client for Go against a chatledger whose model `scripted` is provider.py.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"
)

const (
	messagePrice  = 100
	welcomeTokens = 4000
	hello         = "Hello, I see 0 pictures."
	module        = "github.com/openai/openai-go/v3"
)

var (
	url  = os.Getenv("CHATLEDGER_URL")
	ctx  = context.Background()
	key  = register()
	paid = 0

	client = openai.NewClient(option.WithBaseURL(url+"/v1"), option.WithAPIKey(key))
)

func check(right bool, seen ...any) {
	if !right {
		panic(fmt.Sprint(seen...))
	}
}

func must[T any](value T, err error) T {
	check(err == nil, err)
	return value
}

func call(method, path, token string, body, answer any) {
	request := must(http.NewRequest(method, url+path, bytes.NewReader(must(json.Marshal(body)))))
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response := must(http.DefaultClient.Do(request))
	defer response.Body.Close()
	check(response.StatusCode < 300, path, response.Status)
	check(json.NewDecoder(response.Body).Decode(answer) == nil, path)
}

func register() string {
	var account struct{ Token, Key string }
	call("POST", "/api/register", "", map[string]any{"username": "go-" + rand.Text(), "password": "correct horse"}, &account)
	call("POST", "/api/user/keys", account.Token, map[string]any{"scopes": []string{"chat", "read"}}, &account)
	return account.Key
}

func tokens() int {
	var balance struct{ Tokens int }
	call("GET", "/api/tokens", key, nil, &balance)
	return balance.Tokens
}

// shows says that it works, and cost as much as it should have.
func shows(what string, messages int) {
	paid += messages * messagePrice
	check(tokens() == welcomeTokens-paid, what, tokens(), welcomeTokens-paid)
	fmt.Printf("| `openai-go` %s | %s |\n", version(), what)
}

func version() string {
	build, _ := debug.ReadBuildInfo()
	of := slices.IndexFunc(build.Deps, func(each *debug.Module) bool { return each.Path == module })
	return build.Deps[of].Version
}

func params(messages ...openai.ChatCompletionMessageParamUnion) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{Model: "scripted", Messages: messages}
}

// streamed puts the pieces together as the client does.
func streamed(wanted openai.ChatCompletionNewParams) openai.ChatCompletion {
	wanted.StreamOptions.IncludeUsage = openai.Bool(true)
	stream := client.Chat.Completions.NewStreaming(ctx, wanted)
	var whole openai.ChatCompletionAccumulator
	for stream.Next() {
		check(whole.AddChunk(stream.Current()), stream.Current().RawJSON())
	}
	check(stream.Err() == nil, stream.Err())
	return whole.ChatCompletion
}

func whole(wanted openai.ChatCompletionNewParams) openai.ChatCompletion {
	return *must(client.Chat.Completions.New(ctx, wanted))
}

func models() {
	listed := must(client.Models.List(ctx))
	check(slices.ContainsFunc(listed.Data, func(each openai.Model) bool { return each.ID == "scripted" }))
	check(must(client.Models.Get(ctx, "scripted")).OwnedBy == "openai")
	shows("models", 0)
}

func chat() {
	wanted := params(openai.UserMessage("hi"))
	wanted.Temperature, wanted.Seed, wanted.User = openai.Float(0), openai.Int(7), openai.String("ada")
	for _, answer := range []openai.ChatCompletion{whole(wanted), streamed(wanted)} {
		check(answer.Choices[0].Message.Content == hello, answer.Choices[0].Message.Content)
		check(answer.Usage.PromptTokens == 7 && answer.Usage.CompletionTokens == 10, answer.Usage.RawJSON())
	}
	shows("chat and stream", 2)
}

func tools() {
	weather := openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
		Name: "weather",
		Parameters: shared.FunctionParameters{
			"type": "object", "properties": map[string]any{"city": map[string]string{"type": "string"}}},
	})
	for _, ask := range []func(openai.ChatCompletionNewParams) openai.ChatCompletion{whole, streamed} {
		wanted := params(openai.UserMessage("What is the weather? Ask in three rounds."))
		wanted.Tools = []openai.ChatCompletionToolUnionParam{weather}
		choice := ask(wanted).Choices[0]
		rounds := 0
		for ; choice.FinishReason == "tool_calls"; rounds++ {
			check(len(choice.Message.ToolCalls) == 2, choice.Message.RawJSON())
			wanted.Messages = append(wanted.Messages, choice.Message.ToParam())
			for _, call := range choice.Message.ToolCalls {
				var arguments struct{ City string }
				check(json.Unmarshal([]byte(call.Function.Arguments), &arguments) == nil, call.Function.Arguments)
				wanted.Messages = append(wanted.Messages, openai.ToolMessage("sun in "+arguments.City, call.ID))
			}
			choice = ask(wanted).Choices[0]
		}
		check(rounds == 3, rounds)
		check(choice.Message.Content == "sun in Paris and sun in Rome and sun in Oslo and sun in Bern"+
			" and sun in Cairo and sun in Lima", choice.Message.Content)
	}
	shows("tools, two at once, in a loop of three rounds, whole and streamed", 8)
}

func schema() {
	wanted := params(openai.UserMessage("Paris?"))
	wanted.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{
		JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
			Name: "weather", Strict: openai.Bool(true), Schema: map[string]any{
				"type": "object", "required": []string{"city", "degrees"}, "additionalProperties": false,
				"properties": map[string]any{
					"city": map[string]string{"type": "string"}, "degrees": map[string]string{"type": "integer"}}}}}
	var weather struct {
		City    string
		Degrees int
	}
	content := whole(wanted).Choices[0].Message.Content
	check(json.Unmarshal([]byte(content), &weather) == nil, content)
	check(weather.City == "Paris" && weather.Degrees == 20, content)
	shows("structured output", 1)
}

func pictures() {
	picture := openai.ImageContentPart(openai.ChatCompletionContentPartImageImageURLParam{
		URL: "data:image/png;base64," + strings.Repeat("A", 400_000)})
	seen := whole(params(openai.UserMessage([]openai.ChatCompletionContentPartUnionParam{
		openai.TextContentPart("What is this?"), picture, picture})))
	check(seen.Choices[0].Message.Content == "Hello, I see 2 pictures.", seen.RawJSON())
	shows("pictures, 800 kB", 1)
}

func embeddings() {
	made := must(client.Embeddings.New(ctx, openai.EmbeddingNewParams{
		Model: "vectors", Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"a", "b"}}}))
	check(len(made.Data) == 2 && made.Usage.TotalTokens == 7, made.RawJSON())
	for index, each := range made.Data {
		check(reflect.DeepEqual(each.Embedding, []float64{0.5, float64(index)}), each.Embedding)
	}
	shows("embeddings", 1)
}

func cancelling() {
	left, cancel := context.WithCancel(ctx)
	defer cancel()
	stream := client.Chat.Completions.NewStreaming(left, params(openai.UserMessage("count")))
	for stream.Next() {
		if choices := stream.Current().Choices; len(choices) > 0 && strings.HasPrefix(choices[0].Delta.Content, "5") {
			cancel()
		}
	}
	check(errors.Is(stream.Err(), context.Canceled), stream.Err())
	// The model is stopped when we are noticed to be gone, and what was said until then is paid for.
	for range 300 {
		if tokens() == welcomeTokens-paid-messagePrice {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	shows("cancelling a stream", 1)
}

// refused gives the client's one class of errors, which tells them apart by status and code.
func refused(status int, by openai.Client, wanted openai.ChatCompletionNewParams) *openai.Error {
	_, err := by.Chat.Completions.New(ctx, wanted)
	var refusal *openai.Error
	check(errors.As(err, &refusal), err)
	check(refusal.StatusCode == status, refusal.StatusCode, refusal.RawJSON())
	return refusal
}

func refusals() {
	none := params(openai.UserMessage("hi"))
	none.Model = "none"
	check(refused(404, client, none).Param == "model")
	warm := params(openai.UserMessage("hi"))
	warm.Model, warm.Temperature = "echo", openai.Float(0)
	check(refused(400, client, warm).Param == "temperature")
	stored := params(openai.UserMessage("hi"))
	stored.Store = openai.Bool(true)
	check(refused(400, client, stored).Param == "store")
	stranger := openai.NewClient(option.WithBaseURL(url+"/v1"), option.WithAPIKey("sk-"+strings.Repeat("A", 32)))
	check(refused(401, stranger, params(openai.UserMessage("hi"))).Code == "invalid_api_key")
	echo := params(openai.UserMessage("hi"))
	echo.Model = "echo"
	for tokens() >= messagePrice {
		whole(echo)
		paid += messagePrice
	}
	refused(402, client, echo)
	shows("errors by status, code and parameter", 0)
}

func main() {
	models()
	chat()
	tools()
	schema()
	pictures()
	embeddings()
	cancelling()
	refusals()
}
