// A file of its own, because the content security policy allows no inline scripts.
window.ui = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#api",
    deepLinking: true
});
