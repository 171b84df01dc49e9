// The OpenAPI document of each provider, which anyone may read.
import { all } from "./facts/index.js";

export function openapi(test) {
  for (const facts of all) {
    const path = `/_/${facts.id}/openapi.json`;

    test(`the OpenAPI document of ${facts.id}`, async (host) => {
      const answer = await host.send(path);
      const document = host.answered(answer, { status: 200, body: (json) => !!json });
      const told = (value, expected, what) => host.check(value, expected, `${path}: ${what}`);
      told(document.openapi, /^3\.1\.\d+$/, "openapi");
      told(document.info, ({ title, version }) => !!title && !!version, "info");
      told(document.servers, [{ url: `/${facts.id}` }], "servers");

      // Whatever the document calls the id.
      const below = Object.keys(document.paths).find(
        (one) => one.replace(/\{\w+\}$/, "") === `${facts.path}/`,
      );
      const collection = document.paths[facts.path];
      const one = document.paths[below];
      const remove = facts.delete ? collection.delete : one.delete;
      const operations = {
        collection: [collection.get, collection.post],
        one: [one.get, one.patch],
      };
      for (const operation of [...operations.collection, ...operations.one, remove]) {
        told(operation, (value) => value?.responses !== undefined, "an operation");
      }
      told(`${facts.createStatus}` in collection.post.responses, true, "the status of create");
      told(`${facts.deleteStatus ?? 200}` in remove.responses, true, "the status of delete");

      const names = Object.values(document.components.securitySchemes).map((scheme) =>
        scheme.type === "http" || scheme.type === "oauth2" ? "authorization" : scheme.name,
      );
      const headers = facts.credentials.flatMap((form) => Object.keys(form));
      const lower = names.map((name) => name.toLowerCase());
      told([...new Set(lower)].sort(), [...new Set(headers)].sort(), "securitySchemes");
    });

    test(`other methods at ${path}`, async (host) => {
      host.answered(await host.send(path, { method: "HEAD" }), { status: 200, body: undefined });
      for (const method of ["POST", "PUT", "DELETE"]) {
        const answer = await host.send(path, { method });
        host.problem(answer, 405);
        host.check(answer.headers.get("allow"), /^GET(, HEAD)?$/, `${method} ${path}: allow`);
      }
    });
  }

  test("OpenAPI documents of no provider", async (host) => {
    for (const path of [
      "/_/openapi.json",
      "/_/unknown/openapi.json",
      "/_/Connect/openapi.json",
      "/_/connect/openapi.json/",
      "/_/connect/openapi.yaml",
      "/_/connect/openapi",
      "/_/connect",
      "/_/_/openapi.json",
      "/_/connect%2Fopenapi.json",
    ]) {
      host.problem(await host.send(path), 404);
    }
  });
}
