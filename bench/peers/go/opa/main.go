// The reference policy by OPA, as a peer of bench/peers/rounds.py.
//
// All of the policy is Rego (reference.rego), prepared once; the cases are parsed beforehand, as
// OPA keeps them. Go reads the awards out of what the query gives.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"path/filepath"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"credence/bench/peers/peer"
)

//go:embed reference.rego
var policy string

func numberOf(value any) int64 {
	number, err := value.(json.Number).Int64()
	peer.Check(err)
	return number
}

func main() {
	folder, count := peer.Arguments()
	ctx := context.Background()
	query, err := rego.New(rego.Query("data.reference.awards"),
		rego.Module("reference.rego", policy)).PrepareForEval(ctx)
	peer.Check(err)
	var inputs []ast.Value
	peer.Lines(filepath.Join(folder, "cases.json"), count, func(line []byte) {
		input, err := ast.ValueFromReader(bytes.NewReader(line))
		peer.Check(err)
		inputs = append(inputs, input)
	})
	peer.Serve(func(awards []peer.Award) []peer.Award {
		for at, input := range inputs {
			results, err := query.Eval(ctx, rego.EvalParsedInput(input))
			peer.Check(err)
			for _, one := range results[0].Expressions[0].Value.([]any) {
				of := one.([]any)
				awards = append(awards, peer.Award{
					Credit: int(numberOf(of[0])), Case: at, Subject: int(numberOf(of[1])),
					Partner: int(numberOf(of[2])), Amount: numberOf(of[3])})
			}
		}
		return awards
	})
}
