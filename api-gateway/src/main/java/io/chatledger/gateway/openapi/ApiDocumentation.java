package io.chatledger.gateway.openapi;

import java.io.IOException;
import java.io.InputStream;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** Serves the contract, {@code openapi.yaml}, as it stands, as JSON and as a page to try it out. */
@Controller
class ApiDocumentation implements WebMvcConfigurer {

    private static final String YAML = "application/yaml";

    private final Resource page = new ClassPathResource("docs/index.html");
    private final Resource document = new ClassPathResource("openapi.yaml");
    private final byte[] json;

    ApiDocumentation(JsonMapper mapper) throws IOException {
        try (InputStream yaml = document.getInputStream()) {
            json = mapper.writeValueAsBytes(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
        }
    }

    @GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
    @ResponseBody
    Resource page() {
        return page;
    }

    @GetMapping(path = "/openapi.yaml", produces = YAML)
    @ResponseBody
    Resource yaml() {
        return document;
    }

    @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    byte[] json() {
        return json;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/docs/**")
                .addResourceLocations(
                        "classpath:/docs/", "classpath:/META-INF/resources/webjars/swagger-ui/" + version() + "/");
    }

    /** The web jar has its version in every path, and tells it here. */
    private static String version() {
        try {
            return PropertiesLoaderUtils.loadAllProperties("META-INF/maven/org.webjars/swagger-ui/pom.properties")
                    .getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException("no Swagger UI on the class path", e);
        }
    }
}
