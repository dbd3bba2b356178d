// The API for people, from /openapi.json alone.

const main = document.getElementById("api");

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) {
    made.textContent = text;
  }
  made.append(...children);
  return made;
}

/** What `$ref` points to, where there is one. */
function resolve(api, node) {
  if (!node?.$ref) {
    return node ?? {};
  }
  return node.$ref.slice(2).split("/").reduce((at, name) => at[name], api);
}

function kind(api, schema) {
  if (schema.$ref) {
    return schema.$ref.split("/").at(-1);
  }
  if (schema.oneOf) {
    return schema.oneOf.map((one) => kind(api, one)).join(" or ");
  }
  if (schema.enum) {
    return schema.enum.join(" | ");
  }
  if (schema.type === "array") {
    return `list of ${kind(api, schema.items ?? {})}`;
  }
  const range = [
    schema.minimum !== undefined ? `≥ ${schema.minimum}` : "",
    schema.exclusiveMinimum !== undefined ? `> ${schema.exclusiveMinimum}` : "",
    schema.maximum !== undefined ? `≤ ${schema.maximum}` : "",
    schema.default !== undefined ? `default ${schema.default}` : "",
  ].filter(Boolean);
  return [[schema.type ?? "any"].flat().join(" or "), ...range].join(", ");
}

function row(cells) {
  return element("tr", "", ...cells.map((cell) => element("td", cell)));
}

function table(rows) {
  return element("table", "", element("tbody", "", ...rows));
}

function fields(api, schema) {
  const found = schema.properties ? schema : resolve(api, schema.oneOf?.[0] ?? schema);
  const required = found.required ?? [];
  return Object.entries(found.properties ?? {}).map(([name, field]) =>
    row([required.includes(name) ? `${name} *` : name, kind(api, field), field.description ?? ""]),
  );
}

function part(title, rows) {
  return rows.length ? [element("h3", title), table(rows)] : [];
}

function operation(api, path, method, described) {
  const heading = element("h2", "", element("span", method.toUpperCase()), element("code", path));
  const section = element("section", "", heading);
  section.id = described.operationId;
  section.append(element("p", `${described.summary}. ${described.description}`));
  const parameters = (described.parameters ?? []).map((one) => resolve(api, one));
  section.append(
    ...part(
      "Parameters",
      parameters.map((p) =>
        row([p.required ? `${p.name} *` : p.name, kind(api, p.schema), p.description ?? ""]),
      ),
    ),
  );
  const body = described.requestBody?.content["application/json"];
  if (body) {
    section.append(...part("Body: one, or a list of", fields(api, body.schema)));
    section.append(element("pre", JSON.stringify(body.example, null, 2)));
  }
  for (const [status, response] of Object.entries(described.responses)) {
    const found = resolve(api, response);
    const schema = found.content?.["application/json"]?.schema;
    if (schema && status.startsWith("2")) {
      section.append(...part("Answer", fields(api, schema)));
    }
  }
  section.append(
    ...part(
      "Statuses",
      Object.entries(described.responses).map(([status, response]) =>
        row([status, resolve(api, response).description]),
      ),
    ),
  );
  return section;
}

const answer = await fetch("openapi.json");
const api = await answer.json();
document.getElementById("about").textContent = api.info.description;
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, described] of Object.entries(methods)) {
    main.append(operation(api, path, method, described));
  }
}
