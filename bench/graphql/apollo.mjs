// Apollo Server over the same things in memory. Arguments: port, file of things.
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";

const [port, file] = process.argv.slice(2);
const typeDefs = `
  scalar Key
  enum InstrumentKind { WORK_PLAN }
  enum BodyKind { WORKING_GROUP }
  enum Force { TASKED PLANNED EXPECTED AGREED }
  interface Thing { iri: ID! key: String! name: String! }
  interface Agent implements Thing { iri: ID! key: String! name: String! }
  type Body implements Agent & Thing { iri: ID! key: String! name: String! bodyKind: BodyKind }
  interface Instrument implements Thing {
    iri: ID! key: String! name: String! title: String date: String place: String
    instrumentKind: InstrumentKind
    owner: Agent
    cites(first: Int = 100): ThingConnection!
    provisions(first: Int = 100): ProvisionConnection!
  }
  type OtherInstrument implements Instrument & Thing {
    iri: ID! key: String! name: String! title: String date: String place: String
    instrumentKind: InstrumentKind
    owner: Agent
    cites(first: Int = 100): ThingConnection!
    provisions(first: Int = 100): ProvisionConnection!
  }
  interface Provision implements Thing {
    iri: ID! key: String! name: String! number: String force: Force when: String due: String
    condition: String
    instrument: Instrument
    agents(first: Int = 100): AgentConnection!
  }
  type PlanItem implements Provision & Thing {
    iri: ID! key: String! name: String! title: String number: String force: Force when: String
    due: String condition: String
    instrument: Instrument
    agents(first: Int = 100): AgentConnection!
  }
  type AgentConnection { nodes: [Agent!]! totalCount: Int! }
  type ThingConnection { nodes: [Thing!]! totalCount: Int! }
  type InstrumentConnection { nodes: [Instrument!]! totalCount: Int! }
  type ProvisionConnection { nodes: [Provision!]! totalCount: Int! }
  type PlanItemConnection { nodes: [PlanItem!]! totalCount: Int! }
  type Query {
    instrument(key: Key!): Instrument
    instruments(first: Int = 100): InstrumentConnection!
    planItems(first: Int = 100): PlanItemConnection!
  }
`;

const { instruments, planItems, bodies } = JSON.parse(readFileSync(file, "utf8"));
const things = new Map([...instruments, ...planItems, ...bodies].map((t) => [t.iri, t]));
const all = (iris) => iris.map((iri) => things.get(iri));
for (const instrument of instruments) {
  instrument.owner = things.get(instrument.owner);
  instrument.cites = all(instrument.cites);
  instrument.provisions = all(instrument.provisions);
}
for (const item of planItems) {
  item.instrument = things.get(item.instrument);
  item.agents = all(item.agents);
}

const page = (found, { first }) => ({ nodes: found.slice(0, first), totalCount: found.length });
const connection = (name) => ({ [name]: (thing, args) => page(thing[name], args) });
const ofInstrument = { ...connection("cites"), ...connection("provisions") };
const resolvers = {
  Query: {
    instrument: (_, { key }) => things.get(key),
    instruments: (_, args) => page(instruments, args),
    planItems: (_, args) => page(planItems, args),
  },
  OtherInstrument: ofInstrument,
  PlanItem: connection("agents"),
};

const server = new ApolloServer({ typeDefs, resolvers });
await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: Number(port) } });
