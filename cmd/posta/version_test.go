package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestChangelogDescends: the newest version stands first, and each is greater than the one below it.
func TestChangelogDescends(t *testing.T) {
	var versions [][]int
	for _, line := range strings.Split(changelog, "\n") {
		if !strings.HasPrefix(line, "## ") {
			continue
		}
		m := versionHeading.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("%q begins no version", line)
		}
		var v []int
		for _, part := range strings.Split(m[1], ".") {
			n, err := strconv.Atoi(part)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, n)
		}
		if len(versions) > 0 && slices.Compare(v, versions[len(versions)-1]) >= 0 {
			t.Errorf("%s stands below %v", m[1], versions[len(versions)-1])
		}
		versions = append(versions, v)
	}
	if len(versions) == 0 || !strings.HasPrefix(version(), versionHeading.FindStringSubmatch(changelog)[1]) {
		t.Errorf("this is %s, and the changelog knows %v", version(), versions)
	}
}
