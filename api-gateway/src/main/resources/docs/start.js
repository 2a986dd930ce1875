// A file of its own, because the content security policy allows no inline scripts.

// What every response has is said once, in the introduction; with each response it made a call ten screens high.
const ON_EVERY_RESPONSE = ["X-Request-Id", "RateLimit", "RateLimit-Policy", "Access-Control-Allow-Origin"];
const ALIASES = "Aliases";

// Whoever shares the computer finds no token here once the tab is closed; a reload of the tab keeps it.
const AUTHORIZATION = "chatledger.docs.authorization";

function access(operation) {
    if (operation.security && operation.security.length === 0) {
        return "Open to everybody.";
    }
    const roles = operation["x-roles"] || [];
    return (roles.length === 0 ? "For every account." : "For the role " + roles.join(" or ") + ".")
        + (operation["x-owned"] ? " Opens only what is your own." : "");
}

function shown(document) {
    for (const operations of Object.values(document.paths)) {
        for (const [method, operation] of Object.entries(operations)) {
            if (!operation.operationId) {
                continue;
            }
            const alias = operation["x-alias-of"];
            if (alias) {
                operation.summary = "The same as " + alias;
                operation.tags = [ALIASES];
            }
            operation.description = "*" + access(operation) + "*\n\n" + (operation.description || "");
            Object.values(operation.responses).forEach(withoutWhatAllHave);
        }
    }
    Object.values(document.components.responses).forEach(withoutWhatAllHave);
    document.tags.push({ name: ALIASES, description: "Other paths of the calls above, from earlier descriptions." });
    return document;
}

function withoutWhatAllHave(response) {
    ON_EVERY_RESPONSE.forEach(name => delete (response.headers || {})[name]);
}

const KeepForTheTab = () => ({
    statePlugins: {
        auth: {
            wrapActions: {
                persistAuthorizationIfNeeded: (original, system) => () =>
                    sessionStorage.setItem(AUTHORIZATION, JSON.stringify(system.authSelectors.authorized()))
            }
        }
    }
});

fetch("/openapi.json").then(answer => answer.json()).then(document => {
    const ui = SwaggerUIBundle({
        spec: shown(document),
        dom_id: "#api",
        deepLinking: true,
        plugins: [KeepForTheTab]
    });
    const kept = sessionStorage.getItem(AUTHORIZATION);
    if (kept) {
        ui.authActions.restoreAuthorization({ authorized: JSON.parse(kept) });
    }
});
