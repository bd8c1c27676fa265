// SPDX-License-Identifier: Apache-2.0

// tlog_check judges what Counterfoil publishes with Go's own code, which knows nothing of us: the
// packages behind sum.golang.org.
//
//	tlog_check VKEY DIR
//
// DIR holds files that the command line made:
//
//	*.note              checkpoints
//	SEQ.entry           an entry: the Merkle leaf data
//	SEQ.tlog-proof      its inclusion proof, with the checkpoint that it leads to
//	OLD-NEW.consistency one hash a line, from the checkpoint of size OLD to that of size NEW
//
// It stops at the first thing that does not hold, says what, and exits with 1. So it does when there
// was nothing to check, or a file that it does not know.
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/ioutil"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type checkpoint struct {
	size int64
	root tlog.Hash
}

type checker struct {
	verifier note.Verifier
	bySize   map[int64]tlog.Hash // The root of every checkpoint seen so far.
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: tlog_check VKEY DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "tlog_check:", err)
		os.Exit(1)
	}
}

func run(vkey, dir string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	files, err := sortOut(dir)
	if err != nil {
		return err
	}
	if len(files[".note"]) == 0 || len(files[".tlog-proof"]) == 0 || len(files[".consistency"]) == 0 {
		return fmt.Errorf("nothing to check: %d notes, %d proofs, %d consistency proofs",
			len(files[".note"]), len(files[".tlog-proof"]), len(files[".consistency"]))
	}
	if len(files[".entry"]) != len(files[".tlog-proof"]) {
		return fmt.Errorf("%d entries, but %d proofs", len(files[".entry"]), len(files[".tlog-proof"]))
	}

	c := checker{verifier, make(map[int64]tlog.Hash)}
	// Notes come first: the proofs refer to them.
	for _, step := range []struct {
		extension string
		check     func(string) error
	}{
		{".note", c.checkNote},
		{".tlog-proof", c.checkInclusion},
		{".consistency", c.checkConsistency},
	} {
		for _, path := range files[step.extension] {
			if err := step.check(path); err != nil {
				return fmt.Errorf("%s: %v", filepath.Base(path), err)
			}
		}
	}
	fmt.Printf("%d notes, %d inclusion proofs, %d consistency proofs: all good\n",
		len(files[".note"]), len(files[".tlog-proof"]), len(files[".consistency"]))
	return nil
}

// sortOut returns the paths in dir by extension.
func sortOut(dir string) (map[string][]string, error) {
	list, err := ioutil.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := make(map[string][]string)
	for _, file := range list {
		extension := filepath.Ext(file.Name())
		switch extension {
		case ".note", ".entry", ".tlog-proof", ".consistency":
			files[extension] = append(files[extension], filepath.Join(dir, file.Name()))
		default:
			return nil, fmt.Errorf("%s: not a file that this program knows", file.Name())
		}
	}
	return files, nil
}

func (c *checker) checkNote(path string) error {
	message, err := ioutil.ReadFile(path)
	if err != nil {
		return err
	}
	_, err = c.openCheckpoint(message)
	return err
}

// openCheckpoint also refuses two roots for one size: that log tells two stories.
func (c *checker) openCheckpoint(message []byte) (checkpoint, error) {
	opened, err := note.Open(message, note.VerifierList(c.verifier))
	if err != nil {
		return checkpoint{}, err
	}
	// tlog.ParseTree takes only the Go checksum database's own checkpoints, so: three lines.
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return checkpoint{}, errors.New("checkpoint: not three lines")
	}
	if lines[0] != c.verifier.Name() {
		return checkpoint{}, fmt.Errorf("checkpoint: origin %q is not the key's name", lines[0])
	}
	size, err := parseNumber(lines[1])
	if err != nil {
		return checkpoint{}, fmt.Errorf("checkpoint: size: %v", err)
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return checkpoint{}, fmt.Errorf("checkpoint: root: %v", err)
	}
	if other, known := c.bySize[size]; known && other != root {
		return checkpoint{}, fmt.Errorf("checkpoint: a second root for size %d", size)
	}
	c.bySize[size] = root
	return checkpoint{size, root}, nil
}

func (c *checker) checkInclusion(path string) error {
	stem := strings.TrimSuffix(path, ".tlog-proof")
	sequence, err := parseNumber(filepath.Base(stem))
	if err != nil {
		return err
	}
	entry, err := ioutil.ReadFile(stem + ".entry")
	if err != nil {
		return err
	}
	text, err := ioutil.ReadFile(path)
	if err != nil {
		return err
	}
	index, proof, message, err := parseProof(string(text))
	if err != nil {
		return err
	}
	if index != sequence {
		return fmt.Errorf("the proof is for index %d", index)
	}
	tree, err := c.openCheckpoint([]byte(message))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.size, tree.root, index, tlog.RecordHash(entry))
}

// parseProof reads c2sp.org/tlog-proof@v1.
func parseProof(text string) (index int64, proof tlog.RecordProof, message string, err error) {
	parts := strings.SplitN(text, "\n\n", 2)
	if len(parts) != 2 {
		return 0, nil, "", errors.New("proof: no empty line before the checkpoint")
	}
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, "", fmt.Errorf("proof: first line is %q", lines[0])
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, "", errors.New("proof: no index line")
	}
	if index, err = parseNumber(strings.TrimPrefix(lines[0], "index ")); err != nil {
		return 0, nil, "", fmt.Errorf("proof: index: %v", err)
	}
	hashes, err := parseHashes(lines[1:])
	return index, tlog.RecordProof(hashes), parts[1], err
}

func (c *checker) checkConsistency(path string) error {
	name := strings.SplitN(strings.TrimSuffix(filepath.Base(path), ".consistency"), "-", 2)
	if len(name) != 2 {
		return errors.New("the name is not OLD-NEW.consistency")
	}
	older, err := c.checkpointOfSize(name[0])
	if err != nil {
		return err
	}
	newer, err := c.checkpointOfSize(name[1])
	if err != nil {
		return err
	}
	text, err := ioutil.ReadFile(path)
	if err != nil {
		return err
	}
	hashes, err := parseHashes(strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"))
	if err != nil {
		return err
	}
	return tlog.CheckTree(tlog.TreeProof(hashes), newer.size, newer.root, older.size, older.root)
}

func (c *checker) checkpointOfSize(text string) (checkpoint, error) {
	size, err := parseNumber(text)
	if err != nil {
		return checkpoint{}, err
	}
	root, known := c.bySize[size]
	if !known {
		return checkpoint{}, fmt.Errorf("no checkpoint of size %d", size)
	}
	return checkpoint{size, root}, nil
}

// parseNumber takes decimal digits without leading zeros.
func parseNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("%q is not a plain number", text)
	}
	return number, nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, 0, len(lines))
	for _, line := range lines {
		hash, err := parseHash(line)
		if err != nil {
			return nil, fmt.Errorf("proof: %v", err)
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// parseHash is strict where tlog.ParseHash lets the last, unused bits be anything.
func parseHash(text string) (hash tlog.Hash, err error) {
	bytes, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(bytes) != tlog.HashSize {
		return hash, fmt.Errorf("%q is not a hash", text)
	}
	copy(hash[:], bytes)
	return hash, nil
}
