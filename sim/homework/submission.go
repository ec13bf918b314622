package homework

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"posta/sim/lang"
)

// MaxSubmission is how many octets a submission may have.
const MaxSubmission = 4 << 20

// Submission is what a student hands in.
type Submission struct {
	Posta      string           `json:"posta"` // "submission"
	Version    int              `json:"version"`
	Program    string           `json:"program"`    // the version of Posta that made it
	Assignment string           `json:"assignment"` // its name
	Edition    string           `json:"edition"`    // its digest
	Student    string           `json:"student"`
	At         time.Time        `json:"at"` // when, by the student's own clock
	Done       map[string]*Done `json:"done"`
}

// Done is one item done.
type Done struct {
	// Answers are what was chosen, by the question's ID: the choice's words in English, of
	// which there are no two alike.
	Answers map[string]string `json:"answers,omitempty"`
	// Inputs is the file of inputs of a talk.
	Inputs string `json:"inputs,omitempty"`
	// Repair are the changes that a task was solved by.
	Repair []string `json:"repair,omitempty"`
	// Letters is the language in which the letters of the world were written, that of whoever did it first; empty: Spanish, as in
	// submissions of before they had one.
	Letters lang.Lang `json:"letters,omitempty"`
	// Hash is that of the trace.
	Hash string `json:"hash"`
}

const (
	submissionMark    = "submission"
	submissionVersion = 1
)

// NewSubmission begins one.
func NewSubmission(a *Assignment, student, program string, at time.Time) *Submission {
	return &Submission{Posta: submissionMark, Version: submissionVersion, Program: program, Assignment: a.Name, Edition: a.Digest, Student: student, At: at.UTC().Truncate(time.Second), Done: map[string]*Done{}}
}

// Write gives a submission's bytes.
func (s *Submission) Write() ([]byte, error) {
	src, err := json.MarshalIndent(s, "", " ")
	return append(src, '\n'), err
}

// errNone: it is no submission.
var errNone = errors.New("this is not a Posta submission")

// ReadSubmission reads one from bytes that anybody may have made.
func ReadSubmission(src []byte) (*Submission, error) {
	if len(src) > MaxSubmission {
		return nil, fmt.Errorf("%d octets are more than a submission may have", len(src))
	}
	var s Submission
	d := json.NewDecoder(bytes.NewReader(src))
	if err := d.Decode(&s); err != nil {
		return nil, errNone
	}
	if s.Posta != submissionMark || s.Version != submissionVersion {
		return nil, errNone
	}
	for id, done := range s.Done {
		if done == nil {
			delete(s.Done, id)
		}
	}
	return &s, nil
}
