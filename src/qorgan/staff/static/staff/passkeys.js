/* Passkeys. A form with data-passkey="ask" or "make" holds a hidden field `credential`; its button asks the browser and
   sends what it answers. The question stands in #passkey-options, or is fetched from data-options. Without script, and in
   browsers that know no passkeys, the form stays hidden. */
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function question(given) {
  const asked = structuredClone(given.publicKey ?? given);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const list of [asked.allowCredentials, asked.excludeCredentials]) {
    for (const one of list ?? []) one.id = bytes(one.id);
  }
  return { publicKey: asked };
}

function answer(credential) {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) said[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) said.transports = credential.response.getTransports();
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  if (!form.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent);
  const response = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("no question");
  return (await response.json()).request_options;
}

async function use(form) {
  const asked = question(await options(form));
  const found = form.dataset.passkey === "make"
    ? await navigator.credentials.create(asked) : await navigator.credentials.get(asked);
  form.elements.credential.value = JSON.stringify(answer(found));
  form.submit();
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const button = form.querySelector("button");
    const said = form.querySelector("[data-said]");
    button.addEventListener("click", async () => {
      button.disabled = true;
      said.textContent = "";
      try {
        await use(form);
      } catch {
        said.textContent = said.dataset.words;
        button.disabled = false;
      }
    });
  }
}
