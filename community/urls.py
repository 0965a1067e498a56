from community.discussion.urls import urlpatterns as discussion
from community.people.urls import urlpatterns as people

app_name = "community"
urlpatterns = [*discussion, *people]
