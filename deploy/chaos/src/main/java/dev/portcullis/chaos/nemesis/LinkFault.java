package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.cluster.FaultProxy;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Part.Change;
import dev.portcullis.chaos.history.History;

/** What is done to the connection of one part to PostgreSQL or Kafka. */
record LinkFault(FaultProxy proxy, FaultProxy.Link link, History history) implements Fault {
    private String part() {
        return proxy.name().split(" ", 2)[0];
    }

    @Override
    public String target() {
        return proxy.name();
    }

    @Override
    public void begin() {
        history.add(new Event.Part(part(), Change.CUT_OFF, history.now()));
        proxy.become(link);
    }

    @Override
    public void end() {
        proxy.become(new FaultProxy.Link.Good());
        history.add(new Event.Part(part(), Change.CONNECTED, history.now()));
    }
}
