// TypeScript types of operations, as graphql-codegen writes them: node codegen.js SCHEMA FOLDER OUTPUT
import { generate } from '@graphql-codegen/cli';

const [schema, folder, output] = process.argv.slice(2);
await generate(
  {
    schema,
    documents: `${folder}/*.graphql`,
    generates: { [output]: { plugins: ['typescript-operations'] } },
    silent: true,
  },
  true,
);
