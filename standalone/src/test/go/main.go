// Logcheck reads a log of chatledger with nothing but Go's own libraries for checksum databases: golang.org/x/mod/sumdb/note
// verifies the checkpoint, golang.org/x/mod/sumdb/tlog every tile, every entry, a consistency proof and a receipt.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

var (
	base    = flag.String("url", "", "address of the log, with a slash at its end, or a folder")
	token   = flag.String("token", "", "an auditor's token")
	key     = flag.String("key", "", "file with the verifier key")
	receipt = flag.String("receipt", "", "file with a receipt; no log is needed then")
)

func main() {
	flag.Parse()
	text, err := os.ReadFile(*key)
	check(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(text)))
	check(err)
	if *receipt != "" {
		checkReceipt(verifier)
		return
	}
	tree := open(read("checkpoint"), verifier)
	hashes := tlog.TileHashReader(tree, tiles{})
	for first := int64(0); first < tree.N; first += 1 << height {
		width := min(tree.N-first, 1<<height)
		indexes := make([]int64, width)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		wanted, err := hashes.ReadHashes(indexes)
		check(err)
		entries := read("tile/entries/" + path(first>>height, int(width)))
		for i := range wanted {
			length := binary.BigEndian.Uint16(entries)
			if tlog.RecordHash(entries[2:2+length]) != wanted[i] {
				fail("entry %d has another hash", first+int64(i))
			}
			entries = entries[2+length:]
		}
		if len(entries) != 0 {
			fail("more entries than hashes at %d", first)
		}
	}
	if strings.HasPrefix(*base, "http") && tree.N > 1 {
		checkConsistency(tree, hashes)
	}
	fmt.Printf("%d entries hold\n", tree.N)
}

func open(text []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		fail("the checkpoint is of %s", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

func checkConsistency(tree tlog.Tree, hashes tlog.HashReader) {
	from := tree.N / 2
	old, err := tlog.TreeHash(from, hashes)
	check(err)
	var proof tlog.TreeProof
	for _, line := range strings.Fields(string(read(fmt.Sprintf("consistency?from=%d&to=%d", from, tree.N)))) {
		proof = append(proof, hash(line))
	}
	check(tlog.CheckTree(proof, tree.N, tree.Hash, from, old))
}

func checkReceipt(verifier note.Verifier) {
	text, err := os.ReadFile(*receipt)
	check(err)
	head, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("no receipt")
	}
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	check(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		proof = append(proof, hash(line))
	}
	tree := open([]byte(checkpoint), verifier)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf)))
	fmt.Printf("the receipt holds: %s\n", leaf)
}

// tiles are read under the paths of C2SP tlog-tiles, which leave out the height.
type tiles struct{}

func (tiles) Height() int { return height }

func (tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		found = append(found, read(fmt.Sprintf("tile/%d/%s", tile.L, path(tile.N, tile.W))))
	}
	return found, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func path(number int64, width int) string {
	text := fmt.Sprintf("%03d", number%1000)
	for number /= 1000; number > 0; number /= 1000 {
		text = fmt.Sprintf("x%03d/%s", number%1000, text)
	}
	if width < 1<<height {
		text += ".p/" + strconv.Itoa(width)
	}
	return text
}

func read(path string) []byte {
	if !strings.HasPrefix(*base, "http") {
		content, err := os.ReadFile(*base + "/" + path)
		check(err)
		return content
	}
	request, err := http.NewRequest(http.MethodGet, *base+path, nil)
	check(err)
	request.Header.Set("Authorization", "Bearer "+*token)
	response, err := http.DefaultClient.Do(request)
	check(err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	check(err)
	if response.StatusCode != http.StatusOK {
		fail("%s: %s", path, response.Status)
	}
	return content
}

func hash(text string) tlog.Hash {
	parsed, err := tlog.ParseHash(text)
	check(err)
	return parsed
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}
