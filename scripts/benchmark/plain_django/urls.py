from django.urls import path

from benchmark.plain_django.views import hello, list_actions

urlpatterns = [path("actions/", list_actions), path("hello/", hello)]
