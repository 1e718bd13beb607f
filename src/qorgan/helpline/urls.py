"""Addresses of the helpline."""

from django.urls import path

from qorgan.helpline.pages import back, board, chat, contacts, conversations, desk, door, figures, wording

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
    path("desk", desk.desk, name="desk"),
    path("desk/next", desk.take_next, name="take_next"),
    path("desk/duty", desk.duty, name="duty"),
    path("desk/<slug:ref>", desk.thread, name="thread"),
    path("desk/<slug:ref>/take", desk.take, name="take"),
    path("desk/<slug:ref>/reply", desk.reply, name="reply"),
    path("desk/<slug:ref>/offer", desk.offer, name="offer"),
    path("desk/<slug:ref>/promise", desk.promise, name="promise"),
    path("desk/<slug:ref>/end", desk.end, name="end"),
    path("desk/<slug:ref>/here", desk.here, name="here"),
    path("desk/<slug:ref>/do/<slug:verb>", desk.decide, name="decide"),
    path("contacts", contacts.contacts, name="contacts"),
    path("contacts/new", contacts.begin, name="begin_contact"),
    path("contacts/search", contacts.search, name="search_contacts"),
    path("contacts/<slug:ref>", contacts.contact, name="contact"),
    path("conversations", conversations.conversations, name="conversations"),
    path("board", board.board, name="board"),
    path("helpline/figures", figures.figures, name="figures"),
    path("helpline/replies", wording.replies, name="replies"),
    path("helpline/replies/new", wording.reply_edit, name="reply_new"),
    path("helpline/replies/<slug:ref>", wording.reply_edit, name="reply_edit"),
    path("helpline/flag-words", wording.flag_words, name="flag_words"),
    path("helpline/flag-words/new", wording.flag_word_edit, name="flag_word_new"),
    path("helpline/flag-words/<slug:ref>", wording.flag_word_edit, name="flag_word_edit"),
]
