// Package peer drives a system that is measured by bench/peers/rounds.py: it reads the cases,
// answers `pass` and `awards`, and settles between candidates for systems that cannot.
package peer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// Credits, by the numbers of the awards that are compared.
const (
	Incentive = iota
	Seats
	Capacity
	Held // a tie between candidates of an incentive
)

// Award is what one partner gets for one subscription, or of Seats for one line, of a case.
type Award struct {
	Credit, Case, Subject, Partner int
	Amount                         int64
}

// The cases with what is to be known of the month worked out: a line of worked.json each.

// Case is one customer.
type Case struct {
	Region        string
	Education     bool
	Open          bool
	Partners      []Partner
	Subscriptions []Subscription
}

// Partner is one that the customer works with.
type Partner struct {
	Level      string
	Owned      bool
	EnrolledOn int64 `json:"enrolled_on"`
	Suspended  bool
}

// Subscription is one of the customer, with its sums of use; Partners are in the case's order.
type Subscription struct {
	Revenue, Seats, Active int64
	Partners               []struct {
		Served               int64
		Designated           bool
		Since                int64
		DesignatedThroughout bool `json:"designated_throughout"`
	}
	Lines []Line
}

// Line is a workload of a subscription; Partners are in the case's order.
type Line struct {
	Line          int
	Family        string
	Seats, Active int64
	Partners      []struct {
		Recognised          bool
		OnboardedThroughout bool `json:"onboarded_throughout"`
	}
}

// Arguments are FOLDER and CASES of the command line.
func Arguments() (folder string, cases int) {
	if len(os.Args) == 3 {
		cases, _ = strconv.Atoi(os.Args[2])
	}
	if cases <= 0 {
		Check(fmt.Errorf("usage: %s FOLDER CASES", os.Args[0]))
	}
	return os.Args[1], cases
}

// Lines calls take with each of the first lines of a file.
func Lines(path string, count int, take func(line []byte)) {
	file, err := os.Open(path)
	Check(err)
	defer file.Close()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for ; count > 0 && scanner.Scan(); count-- {
		take(scanner.Bytes())
	}
	Check(scanner.Err())
	if count > 0 {
		Check(fmt.Errorf("%s has %d lines too few", path, count))
	}
}

// Worked reads worked.json.
func Worked(folder string, count int) []Case {
	var cases []Case
	Lines(filepath.Join(folder, "worked.json"), count, func(line []byte) {
		var one Case
		Check(json.Unmarshal(line, &one))
		cases = append(cases, one)
	})
	return cases
}

// Serve answers until nothing more is asked. pass adds what it decides to the awards it is given;
// other processes that work for it are named, to be timed with it.
func Serve(pass func([]Award) []Award, processes ...int) {
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprint(out, "ready")
	for _, process := range processes {
		fmt.Fprint(out, " ", process)
	}
	fmt.Fprintln(out)
	Check(out.Flush())
	var awards []Award
	for asked := bufio.NewScanner(os.Stdin); asked.Scan(); {
		switch asked.Text() {
		case "pass":
			awards = pass(awards[:0])
		case "awards":
			for _, one := range awards {
				fmt.Fprintf(out, "%d,%d,%d,%d,%d\n",
					one.Credit, one.Case, one.Subject, one.Partner, one.Amount)
			}
		}
		fmt.Fprintln(out, "done")
		Check(out.Flush())
	}
}

// Latest is the place of the latest date, and whether another is as late; -1 where there is none.
func Latest(since []int64) (latest int, tied bool) {
	latest = -1
	for i, date := range since {
		if latest >= 0 && date <= since[latest] {
			tied = tied || date == since[latest]
			continue
		}
		latest, tied = i, false
	}
	return latest, tied
}

// Check ends the program by an error.
func Check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
