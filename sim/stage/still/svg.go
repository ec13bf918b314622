// Package still draws a display list without a display: as SVG, which a browser
// shows while the living stage is on its way or where there is no WebGL, and as
// pixels, for slides, printed sheets and contact sheets.
//
// It is the photographer of the journey. It knows nothing of e-mail and decides
// nothing about the picture: the list says where everything stands, and two calls
// with the same list give the same bytes.
package still

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"

	"posta/sim/stage"
)

// SVG writes a display list as a document of its own. Text keeps to the list's
// boxes with whatever fonts the reader has.
func SVG(list *stage.DisplayList) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s">`, n(list.W), n(list.H))
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%"%s/>`, colour("fill", list.Paper))
	for _, layer := range [][]stage.Shape{list.Ground, list.Life} {
		for _, s := range layer {
			shape(&b, s)
		}
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func shape(b *bytes.Buffer, s stage.Shape) {
	switch s := s.(type) {
	case stage.Box:
		radius := s.Radius
		if s.Cut {
			radius = math.Min(radius, 3)
		}
		fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" rx="%s"%s%s/>`, n(s.X), n(s.Y), n(s.W), n(s.H), n(radius), colour("fill", s.Fill), edge(s.Stroke, s.Width, s.Dash))
	case stage.Disc:
		flat := s.Flat
		if flat == 0 {
			flat = 1
		}
		fmt.Fprintf(b, `<ellipse cx="%s" cy="%s" rx="%s" ry="%s"%s%s/>`, n(s.Centre.X), n(s.Centre.Y), n(s.R), n(s.R*flat), colour("fill", s.Fill), edge(s.Stroke, s.Width, 0))
	case stage.Line:
		fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke-linecap="round" stroke-linejoin="round"%s/>`, points(s.Points), edge(s.Colour, s.Width, s.Dash))
	case stage.Area:
		fmt.Fprintf(b, `<polygon points="%s" stroke-linejoin="round"%s%s/>`, points(s.Points), colour("fill", s.Fill), edge(s.Stroke, s.Width, 0))
	case stage.Text:
		family, weight := "Inter,system-ui,sans-serif", "400"
		switch s.Font {
		case stage.Bold:
			weight = "600"
		case stage.Mono:
			family = "JetBrains Mono,monospace"
		}
		fmt.Fprintf(b, `<text x="%s" y="%s" font-family="%s" font-weight="%s" font-size="%s" textLength="%s" lengthAdjust="spacingAndGlyphs"%s>`,
			n(s.Box.X), n(s.Baseline()), family, weight, n(s.Size), n(s.Box.W), colour("fill", s.Colour))
		_ = xml.EscapeText(b, []byte(s.String)) // a buffer takes everything
		b.WriteString("</text>")
	case stage.Icon:
		for _, part := range stage.IconShapes(s) {
			shape(b, part)
		}
	}
}

// n writes a length to a tenth of a pixel.
func n(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func points(list []stage.Point) string {
	var s strings.Builder
	for i, p := range list {
		if i > 0 {
			s.WriteByte(' ')
		}
		s.WriteString(n(p.X) + "," + n(p.Y))
	}
	return s.String()
}

func colour(attribute string, c stage.Colour) string {
	switch c.A {
	case 0:
		return fmt.Sprintf(` %s="none"`, attribute)
	case 255:
		return fmt.Sprintf(` %s="#%02x%02x%02x"`, attribute, c.R, c.G, c.B)
	}
	return fmt.Sprintf(` %s="#%02x%02x%02x" %s-opacity="%s"`, attribute, c.R, c.G, c.B, attribute, strconv.FormatFloat(float64(c.A)/255, 'f', 2, 64))
}

func edge(c stage.Colour, width, dash float64) string {
	if c.A == 0 || width == 0 {
		return ""
	}
	s := colour("stroke", c) + fmt.Sprintf(` stroke-width="%s"`, n(width))
	if dash > 0 {
		s += fmt.Sprintf(` stroke-dasharray="%s"`, n(dash))
	}
	return s
}
