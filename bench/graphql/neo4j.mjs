// @neo4j/graphql with Apollo Server over the same database. Arguments: port, Bolt address.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const [port, uri] = process.argv.slice(2);
// With the label Entity, whose iri is indexed, things are found by it; `title` holds our `name`.
const common = `
  iri: String!
  key: String!
  name: String! @alias(property: "title")
  folded: String! @alias(property: "title_folded")
`;
const typeDefs = `
  type Body @node(labels: ["Entity", "Body"]) { ${common} bodyKind: String }
  type Instrument @node(labels: ["Entity", "Instrument"]) {
    ${common}
    title: String @alias(property: "officialTitle")
    date: String
    place: String
    instrumentKind: String
    owner: [Body!]! @relationship(type: "OWNED_BY", direction: OUT)
    cites: [Instrument!]! @relationship(type: "CITES", direction: OUT)
    provisions: [PlanItem!]! @relationship(type: "STANDS_IN", direction: IN)
  }
  type PlanItem @node(labels: ["Entity", "PlanItem"]) {
    ${common}
    title: String @alias(property: "officialTitle")
    number: String
    force: String
    when: String
    due: String
    condition: String
    instrument: [Instrument!]! @relationship(type: "STANDS_IN", direction: OUT)
    agents: [Body!]! @relationship(type: "NAMES_AGENT", direction: OUT)
  }
`;

const driver = neo4j.driver(uri, undefined, { telemetryDisabled: true });
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const server = new ApolloServer({ schema });
const context = async () => ({ executionContext: driver });
await startStandaloneServer(server, { context, listen: { host: "127.0.0.1", port: Number(port) } });
