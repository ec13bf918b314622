//go:build js && wasm

// Command wasm is Posta in a browser: one WebAssembly module with two lives.
//
// In the page it is the stage: Ebitengine draws the journey, and the panels
// around it ask what to say. In a Worker it is the engine: it checks scenarios
// and runs them, so that the page never waits for a simulation. The module is
// downloaded and compiled once and instantiated in both.
//
// The page's script leaves an object globalThis.posta with a role ("page" or
// "engine") and a function ready; ready is called with the functions that this
// side offers. They take and give strings, numbers and byte arrays; whatever has
// parts is JSON. Package api has them with their types.
//
// It never opens a connection to anybody: not even live mode is linked in.
package main

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"syscall/js"
)

func main() {
	host := js.Global().Get("posta")
	switch role := host.Get("role").String(); role {
	case "engine":
		// A run leaves much garbage at once, and then the Worker idles: let the heap
		// grow rather than collect in the middle.
		debug.SetGCPercent(200)
		host.Call("ready", engineAPI())
		select {}
	case "page":
		runPage(host)
	default:
		fmt.Println("posta: no such role:", role)
	}
}

// function wraps a Go function for JavaScript. A bug in it becomes an exception of
// the caller's instead of the end of the module.
func function(f func(args []js.Value) any) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (result any) {
		defer func() {
			if r := recover(); r != nil {
				fmt.Printf("posta: panic: %v\n%s", r, debug.Stack())
				result = js.Global().Get("Error").New(fmt.Sprint(r))
			}
		}()
		return f(args)
	})
}

// text is an argument that should be a string; empty if it is missing.
func text(args []js.Value, i int) string {
	if i >= len(args) || args[i].Type() != js.TypeString {
		return ""
	}
	return args[i].String()
}

// number is an argument that should be a number; 0 if it is missing.
func number(args []js.Value, i int) int {
	if i >= len(args) || args[i].Type() != js.TypeNumber {
		return 0
	}
	return args[i].Int()
}

// asJSON writes a value for the page.
func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // views are plain values: there is nothing that JSON cannot say
	}
	return string(b)
}

// bytesToJS copies bytes into a Uint8Array.
func bytesToJS(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}

// bytesFromJS copies a Uint8Array's bytes.
func bytesFromJS(v js.Value) []byte {
	if !v.InstanceOf(js.Global().Get("Uint8Array")) {
		return nil
	}
	b := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(b, v)
	return b
}
