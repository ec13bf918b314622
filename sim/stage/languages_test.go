package stage_test

import (
	"regexp"
	"slices"

	"posta/sim/stage"
)

// shown are the signs of a picture, in no order.
func shown(scene stage.Picture) (list []string) {
	for _, layer := range [][]stage.Shape{scene.Ground, scene.Life} {
		for _, s := range layer {
			if s, ok := s.(stage.Icon); ok {
				list = append(list, s.Name)
			}
		}
	}
	slices.Sort(list)
	return list
}

var figure = regexp.MustCompile(`[0-9]+`)

// numbers are those that are written in a picture, in no order.
func numbers(scene stage.Picture) (list []string) {
	for _, layer := range [][]stage.Shape{scene.Ground, scene.Life} {
		for _, s := range layer {
			if s, ok := s.(stage.Text); ok {
				list = append(list, figure.FindAllString(s.String, -1)...)
			}
		}
	}
	slices.Sort(list)
	return list
}

// less is what a has more than b.
func less(a, b []string) (list []string) {
	b = slices.Clone(b)
	for _, x := range a {
		if i := slices.Index(b, x); i >= 0 {
			b = slices.Delete(b, i, i+1)
		} else {
			list = append(list, x)
		}
	}
	return list
}
