# The reference policy (bench/reference/reference.policy) in Rego: awards and what is held, of a
# line of cases.json. Days are numbers; February 2016 is 16832 to 16860. Rates are in hundredths of
# a percent, so amounts are kept in hundredths of a percent of a cent and rounded once.
package reference

counted := {"exchange", "sharepoint", "skype", "yammer"}

in_month := [record |
	some record in input.records
	record.first < 16861
	record.past > 16832
]

suspended contains record.partner if {
	some record in in_month
	record.kind == "suspended"
}

may contains partner if {
	some partner, of in input.partners
	of.enrolled_on <= 16860
	not of.owned
}

# Together they begin with the month, and none ends before it that another does not go on from.
throughout contains [record.kind, record.partner, record.place] if {
	some record in in_month
	record.kind in {"designated", "onboarding"}
	record.first <= 16832
	alike := [other |
		some other in in_month
		other.kind == record.kind
		other.partner == record.partner
		other.place == record.place
	]
	every other in alike {
		goes_on(other, alike)
	}
}

goes_on(record, _) if record.past > 16860

goes_on(record, alike) if {
	some other in alike
	other.first <= record.past
	other.past > record.past
}

counted_lines[place] := [line |
	some line in subscription.lines
	line.family in counted
] if {
	some place, subscription in input.subscriptions
}

# Seats ----------------------------------------------------------------------------

recognised contains [place, line, record.partner] if {
	some place, lines in counted_lines
	some record in in_month
	record.kind in {"designated", "resale"}
	record.place == place
	some line in lines
}

recognised contains [place, line, record.partner] if {
	some record in in_month
	record.kind in {"onboarding", "administration"}
	some place, lines in counted_lines
	some line in lines
	line.line == record.place
}

seats_of(line, partner) := max([min([line.active, 2500]), min([line.seats, 500])]) if {
	["onboarding", partner, line.line] in throughout
} else := min([line.active, 2500])

awards contains [1, line.line, partner, seats_of(line, partner)] if {
	some [_, line, partner] in recognised
	partner in may
	not partner in suspended
}

# Capacity -------------------------------------------------------------------------

pays contains place if {
	input.open
	some place, subscription in input.subscriptions
	subscription.revenue >= 10000
}

served(place, partner) := max([seats, 10]) if {
	seats := sum([line.seats | some line; recognised[[place, line, partner]]])
	seats > 0
} else := 0

contracted(place, partner) := 25 if {
	["designated", partner, place] in throughout
} else := 0

awards contains [2, place, partner, amount] if {
	some place in pays
	some partner in may
	not partner in suspended
	amount := max([served(place, partner), contracted(place, partner)])
	amount > 0
}

# Incentive ------------------------------------------------------------------------

used(place) := {"seats": seats, "active": active} if {
	seats := sum([line.seats | some line in counted_lines[place]])
	active := sum([line.active | some line in counted_lines[place]])
}

latest[place] := {partner |
	some record in candidates
	record.since == since
	partner := record.partner
} if {
	some place in pays
	use := used(place)
	use.seats > 0
	use.active * 100 >= use.seats * 40
	candidates := [record |
		some record in in_month
		record.kind == "designated"
		record.place == place
		record.past > 16860
		record.partner in may
	]
	since := max([record.since | some record in candidates])
}

far if input.region in {"apac", "latam"}

base("gold", revenue) := min([revenue * 850, 15000000000]) if far

base("gold", revenue) := min([revenue * 700, 20000000000]) if not far

base("silver", revenue) := min([revenue * 650, 7500000000]) if far

base("silver", revenue) := min([revenue * 500, 10000000000]) if not far

base("registered", revenue) := min([revenue * 300, 5000000000])

bonus(revenue) := min([revenue * 200, 5000000000]) if {
	input.education
} else := 0

accelerated(place, revenue) := sum([
	(min([max([revenue, 1000000]), 5000000]) - 1000000) * 100,
	(min([max([revenue, 5000000]), 20000000]) - 5000000) * 200,
	max([revenue - 20000000, 0]) * 225,
]) if {
	use := used(place)
	use.active * 100 >= use.seats * 80
} else := 0

awards contains [0, place, winner, (half_up - (half_up % 10000)) / 10000] if {
	some place, winners in latest
	count(winners) == 1
	some winner in winners
	not winner in suspended
	revenue := input.subscriptions[place].revenue
	half_up := sum([
		base(input.partners[winner].level, revenue),
		bonus(revenue),
		accelerated(place, revenue),
		5000,
	])
}

awards contains [3, place, 0, 0] if {
	some place, winners in latest
	count(winners) > 1
}
