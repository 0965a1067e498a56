// A passkey is made and shown by the browser: options come from the server, the answer goes back as a plain form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

function told(credential) {
  const { response } = credential;
  const known = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const parts = known.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { ...Object.fromEntries(parts), transports: response.getTransports?.() },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function make(form, options) {
  const { publicKey } = options.creation_options;
  const alone = form.elements.passwordless?.checked ?? false;
  const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const selection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  };
  const challenge = bytes(publicKey.challenge);
  const excludeCredentials = withBytes(publicKey.excludeCredentials);
  return navigator.credentials.create({
    publicKey: { ...publicKey, challenge, user, excludeCredentials, authenticatorSelection: selection },
  });
}

async function show(form, options) {
  const { publicKey } = options.request_options;
  const challenge = bytes(publicKey.challenge);
  return navigator.credentials.get({
    publicKey: { ...publicKey, challenge, allowCredentials: withBytes(publicKey.allowCredentials) },
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function press(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const options = await optionsOf(form);
    const credential = await (form.dataset.passkey === "create" ? make : show)(form, options);
    form.elements.credential.value = JSON.stringify(told(credential));
    form.submit();
  } catch {
    failed.hidden = false;
    form.querySelector("[data-passkey-button]").focus();
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    button.hidden = false;
    button.addEventListener("click", () => press(form));
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      press(form);
    });
  }
}
