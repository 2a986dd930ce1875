package io.chatledger.webaccess;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Is told of each request when it is over, also of those that Tomcat refuses by itself. */
abstract class EndedRequests extends ValveBase implements AccessLog {

    EndedRequests() {
        super(true);
    }

    @Override
    public final void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
    }

    /** Of Tomcat's own patterns; there are none here. */
    @Override
    public final void setRequestAttributesEnabled(boolean enabled) {}

    @Override
    public final boolean getRequestAttributesEnabled() {
        return false;
    }
}
