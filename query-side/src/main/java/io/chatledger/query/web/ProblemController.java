package io.chatledger.query.web;

import io.chatledger.api.ErrorCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Where the servlet container sends what went wrong outside of Spring MVC. */
@Controller
class ProblemController implements ErrorController {

    private final ProblemWriter problems;

    ProblemController(ProblemWriter problems) {
        this.problems = problems;
    }

    @RequestMapping("${spring.web.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ErrorCode code = ProblemAdvice.codeOf(status instanceof Integer number ? number : 404);
        problems.write(request, response, code, ProblemAdvice.detailOf(code));
    }
}
