from core.events import Event


class IntroductionGiven(Event):
    introduction_id: int


class HelloSaid(Event):
    hello_id: int


class HelloAccepted(Event):
    hello_id: int
    connection_id: int


class ConnectionEnded(Event):
    connection_id: int
