"""Addresses of the helpline."""

from django.urls import path

from qorgan.helpline.pages import back, chat, door

urlpatterns = [
    path("help", door.help_, name="help"),
    path("q/<slug:code>", door.school, name="school_door"),
    path("return", back.back, name="return"),
    path("chat", chat.chat, name="chat"),
    path("chat/log", chat.chat_log, name="chat_log"),
    path("chat/news", chat.chat_news, name="chat_news"),
    path("chat/here", chat.chat_here, name="chat_here"),
    path("chat/earlier", chat.chat_earlier, name="chat_earlier"),
    path("chat/code", chat.chat_code, name="chat_code"),
    path("chat/end", chat.chat_end, name="chat_end"),
    path("exit", chat.exit_, name="exit"),
]
