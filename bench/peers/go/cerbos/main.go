// The reference policy by Cerbos over gRPC, as a peer of bench/peers/rounds.py: who is given what,
// and not how much. A call asks about one partner and all the lines and subscriptions of a case.
// The server is the program named by CERBOS, on a socket; its time counts with the client's.
// Requests are made beforehand; the latest designation and its ties are found here.
package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	effect "github.com/cerbos/cerbos/api/genpb/cerbos/effect/v1"
	engine "github.com/cerbos/cerbos/api/genpb/cerbos/engine/v1"
	request "github.com/cerbos/cerbos/api/genpb/cerbos/request/v1"
	svc "github.com/cerbos/cerbos/api/genpb/cerbos/svc/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/structpb"

	"credence/bench/peers/peer"
)

//go:embed line.yaml subscription.yaml
var policies embed.FS

// Resources of a call at the most, by the server's own limit.
const resourcesMax = 50

const configuration = `
server:
  grpcListenAddr: "unix:%[1]s/grpc"
  httpListenAddr: "unix:%[1]s/http"
  requestLimits: {maxResourcesPerRequest: 50}
storage: {driver: disk, disk: {directory: %[1]s/policies}}
telemetry: {disabled: true}
`

func started(folder string) (*exec.Cmd, svc.CerbosServiceClient) {
	peer.Check(os.Mkdir(filepath.Join(folder, "policies"), 0o755))
	for _, name := range []string{"line.yaml", "subscription.yaml"} {
		text, err := policies.ReadFile(name)
		peer.Check(err)
		peer.Check(os.WriteFile(filepath.Join(folder, "policies", name), text, 0o644))
	}
	config := filepath.Join(folder, "cerbos.yaml")
	peer.Check(os.WriteFile(config, fmt.Appendf(nil, configuration, folder), 0o644))
	server := exec.Command(os.Getenv("CERBOS"), "server", "--config", config, "--log-level=error")
	server.Stderr = os.Stderr
	peer.Check(server.Start())
	connection, err := grpc.NewClient("unix:"+filepath.Join(folder, "grpc"),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	peer.Check(err)
	client := svc.NewCerbosServiceClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, err = client.ServerInfo(ctx, &request.ServerInfoRequest{}, grpc.WaitForReady(true))
	peer.Check(err)
	return server, client
}

type attributes = map[string]*structpb.Value

func number(value int64) *structpb.Value { return structpb.NewNumberValue(float64(value)) }

// subject is a line or subscription of a case, as the entries of a partner's request are in order.
type subject struct {
	place int
	since []int64 // of a designation, by partner
}

type customer struct {
	subjects []subject
	requests []*request.CheckResourcesRequest // by partner
}

func entryOf(kind string, place int, attr attributes, actions ...string,
) *request.CheckResourcesRequest_ResourceEntry {
	return &request.CheckResourcesRequest_ResourceEntry{Actions: actions,
		Resource: &engine.Resource{Kind: kind, Id: kind + strconv.Itoa(place), Attr: attr}}
}

func requestOf(one *peer.Case, partner int) *request.CheckResourcesRequest {
	of := one.Partners[partner]
	made := &request.CheckResourcesRequest{Principal: &engine.Principal{
		Id: "p" + strconv.Itoa(partner), Roles: []string{"partner"},
		Attr: attributes{"enrolled_on": number(of.EnrolledOn),
			"owned":     structpb.NewBoolValue(of.Owned),
			"suspended": structpb.NewBoolValue(of.Suspended)}}}
	for place, of := range one.Subscriptions {
		on := of.Partners[partner]
		made.Resources = append(made.Resources, entryOf("subscription", place, attributes{
			"open": structpb.NewBoolValue(one.Open), "revenue": number(of.Revenue),
			"seats": number(of.Seats), "active": number(of.Active), "served": number(on.Served),
			"designated":            structpb.NewBoolValue(on.Designated),
			"designated_throughout": structpb.NewBoolValue(on.DesignatedThroughout),
		}, "capacity", "rank", "pay"))
		for _, line := range of.Lines {
			made.Resources = append(made.Resources, entryOf("line", line.Line, attributes{
				"family":     structpb.NewStringValue(line.Family),
				"recognised": structpb.NewBoolValue(line.Partners[partner].Recognised),
			}, "recognise"))
		}
	}
	if len(made.Resources) > resourcesMax {
		peer.Check(fmt.Errorf("a case of %d resources", len(made.Resources)))
	}
	return made
}

func customerOf(one *peer.Case) customer {
	var made customer
	for place, of := range one.Subscriptions {
		subscription := subject{place: place}
		for _, on := range of.Partners {
			subscription.since = append(subscription.since, on.Since)
		}
		made.subjects = append(made.subjects, subscription)
		for _, line := range of.Lines {
			made.subjects = append(made.subjects, subject{place: line.Line})
		}
	}
	for partner := range one.Partners {
		made.requests = append(made.requests, requestOf(one, partner))
	}
	return made
}

// decide asks about each partner, then settles who is paid.
func decide(
	client svc.CerbosServiceClient, at int, of *customer, awards []peer.Award,
) []peer.Award {
	award := func(credit, subject, partner int) {
		awards = append(awards,
			peer.Award{Credit: credit, Case: at, Subject: subject, Partner: partner})
	}
	ranked := make([][]int, len(of.subjects))
	paid := make([][]bool, len(of.subjects))
	for partner, asked := range of.requests {
		answer, err := client.CheckResources(context.Background(), asked)
		peer.Check(err)
		for i, result := range answer.GetResults() {
			allows := func(action string) bool {
				return result.GetActions()[action] == effect.Effect_EFFECT_ALLOW
			}
			on := of.subjects[i]
			if allows("recognise") {
				award(peer.Seats, on.place, partner)
			}
			if allows("capacity") {
				award(peer.Capacity, on.place, partner)
			}
			if allows("rank") {
				ranked[i] = append(ranked[i], partner)
				paid[i] = append(paid[i], allows("pay"))
			}
		}
	}
	for i, on := range of.subjects {
		var since []int64
		for _, partner := range ranked[i] {
			since = append(since, on.since[partner])
		}
		switch latest, tied := peer.Latest(since); {
		case tied:
			award(peer.Held, on.place, 0)
		case latest >= 0 && paid[i][latest]:
			award(peer.Incentive, on.place, ranked[i][latest])
		}
	}
	return awards
}

func main() {
	folder, count := peer.Arguments()
	var customers []customer
	for _, one := range peer.Worked(folder, count) {
		customers = append(customers, customerOf(&one))
	}
	within, err := os.MkdirTemp("", "cerbos")
	peer.Check(err)
	server, client := started(within)
	peer.Serve(func(awards []peer.Award) []peer.Award {
		for at := range customers {
			awards = decide(client, at, &customers[at], awards)
		}
		return awards
	}, server.Process.Pid)
	peer.Check(server.Process.Kill())
	_ = server.Wait() // Killed, as was asked.
	peer.Check(os.RemoveAll(within))
}
