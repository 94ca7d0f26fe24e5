// The only script of the console: it asks a security key, and puts the answer into the form that the server sent.
"use strict";

(() => {
  const form = document.querySelector("form[data-security-key]");
  if (!form) return;
  const button = form.querySelector("button");
  const told = form.querySelector("[role=alert]");
  const waits = form.querySelector("[role=status]");
  form.querySelector("[data-without-script]").hidden = true;
  const tell = (name) => {
    told.textContent = told.dataset[name] || told.dataset.other;
    told.hidden = false;
  };

  const bytes = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  };
  const text = (buffer) => {
    const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(characters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  // What the server asks has its binary parts as text; the browser wants them as bytes.
  const asked = () => {
    const options = JSON.parse(form.dataset.options).publicKey;
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      for (const credential of list || []) credential.id = bytes(credential.id);
    }
    return { publicKey: options };
  };

  const answer = (credential) => {
    const { response } = credential;
    const part = response.attestationObject
      ? {
          attestationObject: text(response.attestationObject),
          transports: response.getTransports ? response.getTransports() : [],
        }
      : {
          authenticatorData: text(response.authenticatorData),
          signature: text(response.signature),
          userHandle: response.userHandle ? text(response.userHandle) : null,
        };
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: { clientDataJSON: text(response.clientDataJSON), ...part },
    });
  };

  const run = async () => {
    button.disabled = true;
    told.hidden = true;
    waits.hidden = false;
    try {
      const isNew = form.dataset.securityKey === "create";
      const credential = isNew
        ? await navigator.credentials.create(asked())
        : await navigator.credentials.get(asked());
      form.elements.KeyAnswer.value = answer(credential);
      form.submit();
    } catch (error) {
      waits.hidden = true;
      button.disabled = false;
      // NotAllowedError becomes notAllowed: the names of the sentences that the page brought.
      tell(error.name.charAt(0).toLowerCase() + error.name.slice(1).replace(/Error$/, ""));
      button.focus();
    }
  };

  if (!window.PublicKeyCredential) {
    tell("unsupported");
    return;
  }
  button.disabled = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    run();
  });
})();
