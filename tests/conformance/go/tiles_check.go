// SPDX-License-Identifier: Apache-2.0

// tiles_check judges a tile tree that Counterfoil exported with Go's own tile client, the code behind
// sum.golang.org, which knows nothing of us:
//
//	tiles_check VKEY DIR [OLDER.note...]
//
// It opens DIR/checkpoint, proves to itself by tiles alone that each older checkpoint is a prefix of
// it, and that every entry of every bundle is the record at its place. It stops at the first thing
// that does not hold, says what, and exits with 1.
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

const (
	height = 8
	width  = 1 << height
)

type checkpoint struct {
	size int64
	root tlog.Hash
}

// reader gives tlog the tiles of a directory. It is what an HTTP client would be.
type reader struct {
	dir string
	all map[tlog.Tile][]byte // Those read so far.
}

func (r *reader) Height() int { return height }

func (r *reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		if _, known := r.all[tile]; !known {
			content, err := ioutil.ReadFile(filepath.Join(r.dir, pathOf(tile)))
			if err != nil {
				return nil, err
			}
			r.all[tile] = content
		}
		data = append(data, r.all[tile])
	}
	return data, nil
}

// SaveTiles is told which tiles are right. They are kept as it is.
func (r *reader) SaveTiles([]tlog.Tile, [][]byte) {}

// pathOf drops the height from Go's path: tile/8/0/x001/067 is tile/0/x001/067 for us.
func pathOf(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: tiles_check VKEY DIR [OLDER.note...]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "tiles_check:", err)
		os.Exit(1)
	}
}

func run(vkey, dir string, older []string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	tree, err := open(verifier, filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tiles := &reader{dir, make(map[tlog.Tile][]byte)}
	hashes := tlog.TileHashReader(tlog.Tree{N: tree.size, Hash: tree.root}, tiles)

	// The whole tree's hash, from tiles.
	root, err := tlog.TreeHash(tree.size, hashes)
	if err != nil {
		return err
	}
	if root != tree.root {
		return errors.New("the tiles have another root than the checkpoint")
	}
	for _, path := range older {
		if err := checkOlder(verifier, path, tree, hashes); err != nil {
			return fmt.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	records, err := checkEntries(dir, tree, hashes)
	if err != nil {
		return err
	}
	// Every tile that a tree of this size has.
	needed := tlog.NewTiles(height, 0, tree.size)
	for i, tile := range needed {
		// It lists partial tiles of all widths that there may have been; the last is the one now.
		if i+1 < len(needed) && needed[i+1].L == tile.L && needed[i+1].N == tile.N {
			continue
		}
		if _, err := tiles.ReadTiles([]tlog.Tile{tile}); err != nil {
			return err
		}
		if err := checkTile(tile, tiles.all[tile], hashes); err != nil {
			return fmt.Errorf("%s: %v", pathOf(tile), err)
		}
	}
	fmt.Printf("%d records, %d older checkpoints, %d tiles: all good\n", records, len(older),
		len(tiles.all))
	return nil
}

func open(verifier note.Verifier, path string) (checkpoint, error) {
	message, err := ioutil.ReadFile(path)
	if err != nil {
		return checkpoint{}, err
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return checkpoint{}, err
	}
	// tlog.ParseTree takes only the Go checksum database's own checkpoints, so: three lines.
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return checkpoint{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size <= 0 || strconv.FormatInt(size, 10) != lines[1] {
		return checkpoint{}, fmt.Errorf("%q is no size", lines[1])
	}
	bytes, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(bytes) != tlog.HashSize {
		return checkpoint{}, fmt.Errorf("%q is no hash", lines[2])
	}
	tree := checkpoint{size: size}
	copy(tree.root[:], bytes)
	return tree, nil
}

// checkOlder proves from tiles that an older checkpoint is a prefix of the tree.
func checkOlder(verifier note.Verifier, path string, tree checkpoint, hashes tlog.HashReader) error {
	older, err := open(verifier, path)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.size, older.size, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.size, tree.root, older.size, older.root)
}

// checkEntries takes every bundle apart, and proves a sample of its entries from tiles; the others
// by their hash in the tile, which tlog has judged.
func checkEntries(dir string, tree checkpoint, hashes tlog.HashReader) (int64, error) {
	var index int64
	for bundle := int64(0); index < tree.size; bundle++ {
		tile := tlog.Tile{H: height, L: 0, N: bundle, W: width}
		if rest := tree.size - index; rest < width {
			tile.W = int(rest)
		}
		path := strings.Replace(pathOf(tile), "tile/0/", "tile/entries/", 1)
		content, err := ioutil.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return 0, err
		}
		for i := 0; i < tile.W; i, index = i+1, index+1 {
			if len(content) < 2 {
				return 0, fmt.Errorf("%s: ends before entry %d", path, i)
			}
			length := int(content[0])<<8 | int(content[1])
			if len(content) < 2+length {
				return 0, fmt.Errorf("%s: entry %d is cut off", path, i)
			}
			hash := tlog.RecordHash(content[2 : 2+length])
			content = content[2+length:]
			if err := checkRecord(index, hash, tree, hashes); err != nil {
				return 0, fmt.Errorf("%s: record %d: %v", path, index, err)
			}
		}
		if len(content) != 0 {
			return 0, fmt.Errorf("%s: %d bytes behind the last entry", path, len(content))
		}
	}
	return index, nil
}

func checkRecord(index int64, hash tlog.Hash, tree checkpoint, hashes tlog.HashReader) error {
	if index%97 != 0 && index != tree.size-1 {
		stored, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return err
		}
		if stored[0] != hash {
			return errors.New("its hash is not the one in the tile")
		}
		return nil
	}
	proof, err := tlog.ProveRecord(tree.size, index, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.size, tree.root, index, hash)
}

// checkTile compares each hash of a tile with what tlog takes for the same subtree.
func checkTile(tile tlog.Tile, content []byte, hashes tlog.HashReader) error {
	if len(content) != tile.W*tlog.HashSize {
		return fmt.Errorf("%d bytes, for %d hashes", len(content), tile.W)
	}
	for i := 0; i < tile.W; i++ {
		index := tlog.StoredHashIndex(tile.L*height, tile.N<<height+int64(i))
		expected, err := hashes.ReadHashes([]int64{index})
		if err != nil {
			return err
		}
		found, err := tlog.HashFromTile(tile, content, index)
		if err != nil {
			return err
		}
		if found != expected[0] {
			return fmt.Errorf("hash %d differs", i)
		}
	}
	return nil
}
