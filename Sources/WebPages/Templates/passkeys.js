// Passkeys (WebAuthn Level 3): signs in with one, or adds one. What it needs stands in the element that it serves:
// data-ceremony ("get" or "create"), data-options and data-answer, the addresses that it asks and answers.
(() => {
  "use strict";
  const box = document.querySelector("[data-ceremony]");
  if (!box || !window.PublicKeyCredential || !navigator.credentials) return;
  const button = box.querySelector("button");
  const note = box.querySelector("[role=alert]");
  const name = box.querySelector("input");
  const isCreation = box.dataset.ceremony === "create";

  const octets = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  // What `parse…OptionsFromJSON` and `toJSON` do, which not every browser has yet.
  const parsed = (options) => {
    const known = (list) => (list || []).map((one) => ({ ...one, id: octets(one.id) }));
    const publicKey = { ...options, challenge: octets(options.challenge) };
    if (options.user) publicKey.user = { ...options.user, id: octets(options.user.id) };
    if (options.excludeCredentials) publicKey.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) publicKey.allowCredentials = known(options.allowCredentials);
    return publicKey;
  };
  const written = (credential) => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const member of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[member]) response[member] = text(credential.response[member]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const post = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (said.location) location.assign(said.location);
    else if (!answer.ok) throw new Error(said.error);
    return said;
  };

  let waiting;
  const run = async (mediation) => {
    if (waiting) waiting.abort();
    const controller = new AbortController();
    waiting = controller;
    const options = await post(box.dataset.options, {});
    if (options.location) return;
    const request = { publicKey: parsed(options), signal: controller.signal };
    if (mediation) request.mediation = mediation;
    const credential = await (isCreation ? navigator.credentials.create(request) : navigator.credentials.get(request));
    const address = new URL(box.dataset.answer, location.href);
    if (name) address.searchParams.set("name", name.value);
    await post(address, written(credential));
  };

  // A challenge is good for five minutes, and the page may be open for longer.
  const offer = () =>
    run("conditional").catch((error) => {
      if (error.name !== "AbortError" && error.name !== "NotAllowedError") note.hidden = false;
    });
  const renew = () => {
    offer();
    return setInterval(offer, 240000);
  };

  box.hidden = false;
  let timer;
  button.addEventListener("click", async () => {
    clearInterval(timer);
    note.hidden = true;
    button.disabled = true;
    try {
      await run();
    } catch (error) {
      note.hidden = false;
    }
    button.disabled = false;
  });
  if (!isCreation && box.dataset.autofill && PublicKeyCredential.isConditionalMediationAvailable) {
    PublicKeyCredential.isConditionalMediationAvailable().then((isThere) => {
      if (isThere) timer = renew();
    });
  }
})();
