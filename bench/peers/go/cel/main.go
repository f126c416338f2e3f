// The reference policy by cel-go, as a peer of bench/peers/rounds.py.
//
// Conditions and amounts of every rule are CEL, compiled once. CEL has no sums, no days and no
// choice of one partner, so worked.json brings those of the month, and the loops over partners,
// subscriptions and lines, the latest designation and what is combined are Go.
package main

import (
	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/ext"
	"github.com/google/cel-go/interpreter"

	"credence/bench/peers/peer"
)

// Amounts of money are kept in hundredths of a percent of a cent, and rounded once.
const (
	mayNot    = `enrolled_on > 16860 || owned`
	suspended = `suspended`
	closed    = `!open || revenue < 10000`
	counted   = `family in ["exchange", "sharepoint", "skype", "yammer"]`

	evidenceWhen    = `recognised`
	evidenceAmount  = `math.least(active, 2500)`
	onboardedWhen   = `onboarded_throughout`
	onboardedAmount = `math.least(seats, 500)`

	servedWhen   = `served > 0`
	servedAmount = `math.greatest(served, 10)`
	contractWhen = `designated_throughout && open`

	baseWhen   = `designated && seats > 0 && active * 100 >= seats * 40`
	baseAmount = `level == "gold"
		? (region in ["apac", "latam"]
			? math.least(revenue * 850, 15000000000) : math.least(revenue * 700, 20000000000))
		: level == "silver"
		? (region in ["apac", "latam"]
			? math.least(revenue * 650, 7500000000) : math.least(revenue * 500, 10000000000))
		: math.least(revenue * 300, 5000000000)`
	educationWhen     = `education`
	educationAmount   = `math.least(revenue * 200, 5000000000)`
	acceleratedWhen   = `active * 100 >= seats * 80`
	acceleratedAmount = `
		(math.least(math.greatest(revenue, 1000000), 5000000) - 1000000) * 100 +
		(math.least(math.greatest(revenue, 5000000), 20000000) - 5000000) * 200 +
		math.greatest(revenue - 20000000, 0) * 225`
	contractSeats = 25
)

var (
	bools = []string{"owned", "suspended", "open", "education", "recognised",
		"onboarded_throughout", "designated", "designated_throughout"}
	ints  = []string{"enrolled_on", "revenue", "seats", "active", "served"}
	texts = []string{"level", "region", "family"}
)

// scopes are the variables of a customer, a partner, a subscription ..., the nearest first.
type scopes [4]map[string]any

func (s *scopes) ResolveName(name string) (any, bool) {
	for _, scope := range s {
		if value, found := scope[name]; found {
			return value, true
		}
	}
	return nil, false
}

func (s *scopes) Parent() interpreter.Activation { return nil }

type rule struct{ program cel.Program }

func (r rule) value(vars *scopes) ref.Val {
	value, _, err := r.program.Eval(vars)
	peer.Check(err)
	return value
}

func (r rule) holds(vars *scopes) bool   { return r.value(vars) == types.True }
func (r rule) amount(vars *scopes) int64 { return int64(r.value(vars).(types.Int)) }

func compiler() func(expression string) rule {
	options := []cel.EnvOption{ext.Math()}
	for _, name := range bools {
		options = append(options, cel.Variable(name, cel.BoolType))
	}
	for _, name := range ints {
		options = append(options, cel.Variable(name, cel.IntType))
	}
	for _, name := range texts {
		options = append(options, cel.Variable(name, cel.StringType))
	}
	env, err := cel.NewEnv(options...)
	peer.Check(err)
	return func(expression string) rule {
		ast, issues := env.Compile(expression)
		peer.Check(issues.Err())
		program, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
		peer.Check(err)
		return rule{program}
	}
}

// policy is each rule, compiled, by its name above.
type policy struct {
	mayNot, suspended, closed, counted                      rule
	evidenceWhen, evidenceAmount, onboardedWhen             rule
	onboardedAmount, servedWhen, servedAmount, contractWhen rule
	baseWhen, baseAmount, educationWhen, educationAmount    rule
	acceleratedWhen, acceleratedAmount                      rule
}

func compiled() policy {
	of := compiler()
	return policy{
		of(mayNot), of(suspended), of(closed), of(counted),
		of(evidenceWhen), of(evidenceAmount), of(onboardedWhen),
		of(onboardedAmount), of(servedWhen), of(servedAmount), of(contractWhen),
		of(baseWhen), of(baseAmount), of(educationWhen), of(educationAmount),
		of(acceleratedWhen), of(acceleratedAmount),
	}
}

// The variables of a case as CEL keeps its values, made before anything is timed.
type subject struct {
	place int
	vars  map[string]any
	by    []map[string]any // partner
	since []int64          // of a designation, by partner
	lines []subject
}

type customer struct {
	vars          map[string]any
	partners      []map[string]any
	subscriptions []subject
}

func valuesOf(one peer.Case) customer {
	made := customer{vars: map[string]any{"region": types.String(one.Region),
		"education": types.Bool(one.Education), "open": types.Bool(one.Open)}}
	for _, partner := range one.Partners {
		made.partners = append(made.partners, map[string]any{
			"level": types.String(partner.Level), "owned": types.Bool(partner.Owned),
			"enrolled_on": types.Int(partner.EnrolledOn),
			"suspended":   types.Bool(partner.Suspended)})
	}
	for at, of := range one.Subscriptions {
		subscription := subject{place: at, vars: map[string]any{"revenue": types.Int(of.Revenue),
			"seats": types.Int(of.Seats), "active": types.Int(of.Active)}}
		for _, partner := range of.Partners {
			subscription.since = append(subscription.since, partner.Since)
			subscription.by = append(subscription.by, map[string]any{
				"served":                types.Int(partner.Served),
				"designated":            types.Bool(partner.Designated),
				"designated_throughout": types.Bool(partner.DesignatedThroughout)})
		}
		for _, of := range of.Lines {
			line := subject{place: of.Line, vars: map[string]any{"family": types.String(of.Family),
				"seats": types.Int(of.Seats), "active": types.Int(of.Active)}}
			for _, partner := range of.Partners {
				line.by = append(line.by, map[string]any{
					"recognised":           types.Bool(partner.Recognised),
					"onboarded_throughout": types.Bool(partner.OnboardedThroughout)})
			}
			subscription.lines = append(subscription.lines, line)
		}
		made.subscriptions = append(made.subscriptions, subscription)
	}
	return made
}

// decision is of one case: the policy, its variables and the awards so far.
type decision struct {
	policy
	vars      scopes
	at        int
	customer  *customer
	may       []bool // partner: enrolled, and not the customer's own
	suspended []bool
	awards    []peer.Award
}

func (d *decision) award(credit int, of subject, partner int, amount int64) {
	d.awards = append(d.awards, peer.Award{Credit: credit, Case: d.at, Subject: of.place,
		Partner: partner, Amount: amount})
}

func (d *decision) seats(line subject) {
	d.vars = scopes{line.vars, d.customer.vars}
	if !d.policy.counted.holds(&d.vars) {
		return
	}
	for partner := range d.customer.partners {
		if !d.may[partner] || d.suspended[partner] {
			continue
		}
		d.vars = scopes{line.by[partner], line.vars, d.customer.partners[partner], d.customer.vars}
		amount := int64(-1)
		if d.evidenceWhen.holds(&d.vars) {
			amount = d.evidenceAmount.amount(&d.vars)
		}
		if d.onboardedWhen.holds(&d.vars) {
			amount = max(amount, d.onboardedAmount.amount(&d.vars))
		}
		if amount >= 0 {
			d.award(peer.Seats, line, partner, amount)
		}
	}
}

func (d *decision) capacity(subscription subject, partner int) {
	amount := int64(0)
	if d.servedWhen.holds(&d.vars) {
		amount = d.servedAmount.amount(&d.vars)
	}
	if d.contractWhen.holds(&d.vars) {
		amount = max(amount, contractSeats)
	}
	if amount > 0 {
		d.award(peer.Capacity, subscription, partner, amount)
	}
}

func (d *decision) incentive(subscription subject, candidates []int, since []int64) {
	latest, tied := peer.Latest(since)
	if latest < 0 {
		return
	}
	if tied {
		d.award(peer.Held, subscription, 0, 0)
		return
	}
	winner := candidates[latest]
	if d.suspended[winner] {
		return
	}
	d.vars = scopes{subscription.by[winner], subscription.vars, d.customer.partners[winner],
		d.customer.vars}
	exact := d.baseAmount.amount(&d.vars)
	if d.educationWhen.holds(&d.vars) {
		exact += d.educationAmount.amount(&d.vars)
	}
	if d.acceleratedWhen.holds(&d.vars) {
		exact += d.acceleratedAmount.amount(&d.vars)
	}
	d.award(peer.Incentive, subscription, winner, (exact+5000)/10000)
}

func (d *decision) decide() {
	d.may, d.suspended = d.may[:0], d.suspended[:0]
	for _, partner := range d.customer.partners {
		d.vars = scopes{partner, d.customer.vars}
		d.may = append(d.may, !d.policy.mayNot.holds(&d.vars))
		d.suspended = append(d.suspended, d.policy.suspended.holds(&d.vars))
	}
	for _, subscription := range d.customer.subscriptions {
		for _, line := range subscription.lines {
			d.seats(line)
		}
		d.vars = scopes{subscription.vars, d.customer.vars}
		if d.closed.holds(&d.vars) {
			continue
		}
		var candidates []int
		var since []int64
		for partner := range d.customer.partners {
			if !d.may[partner] {
				continue
			}
			d.vars = scopes{subscription.by[partner], subscription.vars,
				d.customer.partners[partner], d.customer.vars}
			if !d.suspended[partner] {
				d.capacity(subscription, partner)
			}
			if d.baseWhen.holds(&d.vars) {
				candidates = append(candidates, partner)
				since = append(since, subscription.since[partner])
			}
		}
		d.incentive(subscription, candidates, since)
	}
}

func main() {
	folder, count := peer.Arguments()
	var customers []customer
	for _, one := range peer.Worked(folder, count) {
		customers = append(customers, valuesOf(one))
	}
	deciding := decision{policy: compiled()}
	peer.Serve(func(awards []peer.Award) []peer.Award {
		deciding.awards = awards
		for at := range customers {
			deciding.at, deciding.customer = at, &customers[at]
			deciding.decide()
		}
		return deciding.awards
	})
}
